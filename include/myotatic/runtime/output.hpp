// Files that appear under their final name only when they are complete, and never over something that is not ours.
#pragma once

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// Results that cannot be created or written: path and reason.
class OutputError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An output that would overwrite what the run reads: a slip of the command line, found before anything is touched.
class OutputConflict : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Writes the whole content and flushes it to the disk. Throws OutputError with path, bytes written and reason.
void write_file(const std::filesystem::path& file, std::string_view content);

/// A file that grows: what is appended is on its way to the disk at once, and there for certain after `close`.
class OutputFile {
public:
    /// Throws OutputError when it cannot be created.
    explicit OutputFile(const std::filesystem::path& file);
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();
    /// Throws OutputError with path, bytes written and reason.
    void append(std::string_view text);
    void close();

private:
    std::filesystem::path file_;
    int descriptor_;
    std::size_t written_ = 0;

    [[noreturn]] void fail(std::size_t of) const;
};

/// May an output replace what exists, and may it create the folders above it?
struct OutputPermissions {
    bool force = false;
    bool make_parents = false;
};

/// A folder that is filled under a temporary name beside its target and renamed when complete. Until then the target is
/// untouched: it does not exist, or (with `force`) it still is the old folder. Unpublished, it leaves nothing behind.
class StagedFolder {
public:
    /// Checks the target and creates the temporary folder, so that what cannot be written is known before computing.
    /// `inputs` are files that must survive. Throws OutputConflict when the target is one of them or holds one of them
    /// (compared by device and inode, so through links as well); OutputError when it exists and `force` is not given, when
    /// it is not a results folder, or when its parent is missing or cannot be written.
    StagedFolder(const std::filesystem::path& target, OutputPermissions permissions,
                 std::span<const std::filesystem::path> inputs);
    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;
    ~StagedFolder();

    /// Where the folder will be: absolute, links resolved.
    const std::filesystem::path& target() const { return target_; }
    /// Where it is until then.
    const std::filesystem::path& staging() const { return staging_; }

    /// Writes a file of the folder; `name` may lead through subfolders ("figures/overview.svg").
    void write(const std::filesystem::path& name, std::string_view content);
    /// A file of the folder that grows; `close` it before the folder is published.
    OutputFile open(const std::string& name);
    /// The files written so far, in order.
    const std::vector<std::string>& files() const { return files_; }

    /// Gives the folder its final name in one step. Throws OutputError when another run was faster.
    void publish();

private:
    std::filesystem::path target_, staging_;
    std::vector<std::filesystem::path> created_parents_; // outermost first
    std::vector<std::string> files_;
    bool force_ = false, published_ = false;

    void create_parents(bool allowed);
    void withdraw() noexcept;
};

} // namespace myotatic::runtime
