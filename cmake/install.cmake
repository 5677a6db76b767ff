# What `cmake --install` puts in place: headers, library, the CMake package, the pkg-config file and the program.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/myotatic)

install(TARGETS myotatic EXPORT myotatic_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/myotatic DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT myotatic_targets NAMESPACE myotatic:: FILE myotaticTargets.cmake DESTINATION ${package_dir})

# Before 1.0 a minor version may change the interface.
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/myotaticConfig.cmake.in ${PROJECT_BINARY_DIR}/myotaticConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/myotaticConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/myotaticConfig.cmake ${PROJECT_BINARY_DIR}/myotaticConfigVersion.cmake
  DESTINATION ${package_dir})

# The pkg-config file finds its prefix from where it lies, so an installation may be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE pc_libdir)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE pc_includedir)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE pc_prefix)
configure_file(${CMAKE_CURRENT_LIST_DIR}/myotatic.pc.in ${PROJECT_BINARY_DIR}/myotatic.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/myotatic.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET myotatic_app)
  set_target_properties(myotatic_app PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}") # for a shared library
  install(TARGETS myotatic_app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
