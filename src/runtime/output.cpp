#include "myotatic/runtime/output.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace myotatic::runtime {

namespace fs = std::filesystem;

namespace {

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

/// The reason in plain text, the same in every locale.
std::string reason(int error) { return std::generic_category().message(error); }

void flush_folder(const fs::path& folder) {
    const int d = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Some file systems cannot flush a folder (EINVAL); then there is nothing more to do about it.
    const bool flushed = d >= 0 && (::fsync(d) == 0 || errno == EINVAL);
    const int error = errno;
    if (d >= 0) ::close(d);
    if (!flushed) throw OutputError("cannot flush the folder " + quoted(folder) + ": " + reason(error));
}

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

/// The target must be neither an input nor any folder above one.
void refuse_overwriting_inputs(const fs::path& target, std::span<const fs::path> inputs) {
    struct stat at_target {};
    if (::stat(target.c_str(), &at_target) != 0) return; // what does not exist cannot hold an input
    for (const fs::path& input : inputs) {
        std::error_code error;
        const fs::path canonical = fs::canonical(input, error);
        if (error) continue;
        for (fs::path p = canonical;; p = p.parent_path()) {
            struct stat here {};
            if (::stat(p.c_str(), &here) == 0 && same_file(here, at_target))
                throw OutputConflict("the output " + quoted(target) + (p == canonical ? " is" : " holds") + " the input " +
                                     quoted(input) + "; choose another place with --out");
            if (p == p.parent_path()) break;
        }
    }
}

/// Whether `--force` may replace the folder: it is empty or was written by this program.
bool is_results_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::is_empty(folder, error)) return true;
    std::ifstream manifest(folder / "manifest.json");
    std::array<char, 256> head{};
    manifest.read(head.data(), head.size() - 1);
    return std::strstr(head.data(), "\"program\": \"myotatic\"") != nullptr;
}

/// Absolute, links resolved as far as they exist, without a trailing separator.
fs::path resolved(const fs::path& target) {
    std::error_code error;
    fs::path path = fs::weakly_canonical(fs::absolute(target), error);
    if (error) path = fs::absolute(target).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    return path;
}

} // namespace

OutputFile::OutputFile(const fs::path& file)
    : file_(file), descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) throw OutputError("cannot create " + quoted(file) + ": " + reason(errno));
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::fail(std::size_t of) const {
    const int error = errno; // string building may change it
    throw OutputError("cannot write " + quoted(file_) + " (" + std::to_string(written_) + " of " + std::to_string(of) +
                      " bytes written): " + reason(error));
}

void OutputFile::append(std::string_view text) {
    const std::size_t end = written_ + text.size();
    while (!text.empty()) {
        const ssize_t n = ::write(descriptor_, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(end);
        text.remove_prefix(static_cast<std::size_t>(n));
        written_ += static_cast<std::size_t>(n);
    }
}

void OutputFile::close() {
    // Devices cannot be flushed (EINVAL); everything else must be on the disk.
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail(written_);
    // A failing close can be the first news of a full disk.
    if (::close(std::exchange(descriptor_, -1)) != 0) fail(written_);
}

void write_file(const fs::path& file, std::string_view content) {
    OutputFile out(file);
    out.append(content);
    out.close();
}

StagedFolder::StagedFolder(const fs::path& target, OutputPermissions permissions, std::span<const fs::path> inputs)
    : target_(resolved(target)), force_(permissions.force) {
    if (target.empty()) throw OutputError("the output folder has an empty name");
    refuse_overwriting_inputs(target_, inputs);

    std::error_code error;
    const fs::file_status status = fs::symlink_status(target_, error);
    if (error && status.type() != fs::file_type::not_found)
        throw OutputError("cannot use " + quoted(target) + ": " + reason(error.value()));
    if (fs::exists(status)) {
        if (!fs::is_directory(status)) throw OutputError(quoted(target) + " exists and is not a folder");
        if (!permissions.force) throw OutputError(quoted(target) + " exists; --force replaces it");
        if (!is_results_folder(target_))
            throw OutputError(quoted(target) + " exists and is not a results folder of this program; --force does not "
                                               "replace it");
    }

    try {
        create_parents(permissions.make_parents);
        // A hidden sibling: on the same file system, so that a rename publishes it.
        const std::string stem = "." + target_.filename().string().substr(0, 100) + ".partial-" + std::to_string(::getpid());
        for (int attempt = 0;; ++attempt) {
            staging_ = target_.parent_path() / (attempt == 0 ? stem : stem + "-" + std::to_string(attempt));
            if (::mkdir(staging_.c_str(), 0777) == 0) break;
            const int why = errno;
            staging_.clear();
            if (why != EEXIST || attempt == 100)
                throw OutputError("cannot write to the folder " + quoted(target_.parent_path()) + ": " + reason(why));
        }
    } catch (...) {
        withdraw();
        throw;
    }
}

StagedFolder::~StagedFolder() {
    if (!published_) withdraw();
}

void StagedFolder::create_parents(bool allowed) {
    std::vector<fs::path> missing; // innermost first
    for (fs::path p = target_.parent_path();; p = p.parent_path()) {
        std::error_code error;
        const fs::file_status status = fs::status(p, error);
        if (fs::is_directory(status)) break;
        if (fs::exists(status)) throw OutputError("cannot write below " + quoted(p) + ": it is not a folder");
        if (status.type() != fs::file_type::not_found)
            throw OutputError("cannot write below " + quoted(p) + ": " + reason(error.value()));
        missing.push_back(p);
        if (p == p.parent_path()) break;
    }
    if (missing.empty()) return;
    if (!allowed) throw OutputError("the folder " + quoted(missing.front()) + " does not exist; --mkdir creates it");
    for (auto p = missing.rbegin(); p != missing.rend(); ++p) {
        if (::mkdir(p->c_str(), 0777) == 0)
            created_parents_.push_back(*p);
        else if (errno != EEXIST)
            throw OutputError("cannot create the folder " + quoted(*p) + ": " + reason(errno));
    }
}

void StagedFolder::write(const fs::path& name, std::string_view content) {
    const fs::path folder = (staging_ / name).parent_path();
    if (folder != staging_ && ::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST)
        throw OutputError("cannot create the folder " + quoted(folder) + ": " + reason(errno));
    write_file(staging_ / name, content);
    if (folder != staging_) flush_folder(folder);
    files_.push_back(name.generic_string());
}

OutputFile StagedFolder::open(const std::string& name) {
    files_.push_back(name);
    return OutputFile(staging_ / name);
}

namespace {

enum class Rename { done, exists, unsupported };

#if defined(__linux__) && defined(RENAME_NOREPLACE)
Rename rename_with(unsigned flags, const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0) return Rename::done;
    if (errno == EEXIST) return Rename::exists;
    if (errno == EINVAL || errno == ENOSYS || errno == ENOENT) return Rename::unsupported;
    throw OutputError("cannot rename " + quoted(from) + " to " + quoted(to) + ": " + reason(errno));
}
Rename rename_new(const fs::path& from, const fs::path& to) { return rename_with(RENAME_NOREPLACE, from, to); }
Rename exchange(const fs::path& a, const fs::path& b) { return rename_with(RENAME_EXCHANGE, a, b); }
#else
Rename rename_new(const fs::path&, const fs::path&) { return Rename::unsupported; }
Rename exchange(const fs::path&, const fs::path&) { return Rename::unsupported; }
#endif

void plain_rename(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0)
        throw OutputError("cannot rename " + quoted(from) + " to " + quoted(to) + ": " + reason(errno));
}

} // namespace

void StagedFolder::publish() {
    flush_folder(staging_);
    fs::path old; // what is to be removed once the new folder has its name
    std::error_code ignored;
    if (!force_ || !fs::exists(fs::symlink_status(target_, ignored))) {
        const Rename renamed = rename_new(staging_, target_);
        // Without an exclusive rename: a folder does not replace another one that holds anything.
        if (renamed == Rename::unsupported) plain_rename(staging_, target_);
        if (renamed == Rename::exists)
            throw OutputError(quoted(target_) + " has come into being meanwhile; nothing written");
    } else if (exchange(staging_, target_) == Rename::done) {
        old = staging_;
    } else {
        old = staging_.string() + ".old";
        plain_rename(target_, old);
        try {
            plain_rename(staging_, target_);
        } catch (const OutputError&) {
            plain_rename(old, target_);
            throw;
        }
    }
    published_ = true;
    flush_folder(target_.parent_path());
    if (!old.empty()) fs::remove_all(old, ignored);
}

void StagedFolder::withdraw() noexcept {
    std::error_code ignored;
    if (!staging_.empty()) fs::remove_all(staging_, ignored);
    for (auto p = created_parents_.rbegin(); p != created_parents_.rend(); ++p) ::rmdir(p->c_str());
}

} // namespace myotatic::runtime
