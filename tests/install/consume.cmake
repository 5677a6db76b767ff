# Builds examples/link in one of the ways in which users get at the library, and runs it.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\nended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# What was compiled for another build folder is the same.
set(ENV{CCACHE_NOHASHDIR} 1)

file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})

if(WAY STREQUAL "pkg_config")
  file(GLOB_RECURSE pc ${PREFIX}/*/myotatic.pc)
  cmake_path(GET pc PARENT_PATH pc_dir)
  set(ENV{PKG_CONFIG_PATH} ${pc_dir})
  run(pkg-config --cflags --libs myotatic)
  separate_arguments(options UNIX_COMMAND "${FLAGS} ${BUILD_TYPE_FLAGS} ${output}")
  run(${COMPILER} -std=c++20 ${SOURCE_DIR}/examples/link/main.cpp ${options} -Wl,-rpath,${pc_dir}/.. -o ${WORK_DIR}/link)
else()
  set(source ${SOURCE_DIR}/tests/install/${WAY})
  if(WAY STREQUAL "find_package")
    set(source ${SOURCE_DIR}/examples/link)
  endif()
  string(TOUPPER "${BUILD_TYPE}" config)
  run(${CMAKE_COMMAND} -S ${source} -B ${WORK_DIR} -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${PREFIX}
    -DMYOTATIC_SOURCE_DIR=${SOURCE_DIR}
    -DMYOTATIC_WERROR=${WERROR}
    -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
    -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}
    -DCMAKE_CXX_FLAGS=${FLAGS}
    -DCMAKE_CXX_FLAGS_${config}=${BUILD_TYPE_FLAGS})
  run(${CMAKE_COMMAND} --build ${WORK_DIR} --target link)
endif()

run(${WORK_DIR}/link)
message(STATUS "${output}")
if(NOT output MATCHES "^The EMG begins 32\\.4 ms after the tap\\.\n$")
  message(FATAL_ERROR "the example did not print what it says")
endif()
