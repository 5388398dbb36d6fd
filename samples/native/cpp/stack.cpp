// A stack with a guard below it, in a space that frees itself: c++ -std=c++20 stack.cpp -I DIR -L DIR -lkernelflags -Wl,-rpath,DIR
#include <kernelflags.h>
#include <sys/mman.h>

#include <cstdio>
#include <memory>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

struct Free {
    void operator()(kf_space *space) const { kf_space_free(space); }
    void operator()(kf_snapshot *snapshot) const { kf_snapshot_free(snapshot); }
};
using Space = std::unique_ptr<kf_space, Free>;
using Snapshot = std::unique_ptr<kf_snapshot, Free>;

static std::uint64_t must(std::int64_t result)
{
    return result >= 0 ? static_cast<std::uint64_t>(result) : throw std::runtime_error(kf_error());
}

static std::string text(const kf_vma &vma)
{
    std::string flags(static_cast<std::size_t>(must(kf_format("7.2", vma.flags, 't', nullptr, 0))), '\0');
    kf_format("7.2", vma.flags, 't', flags.data(), flags.size() + 1);
    return flags;
}

int main()
{
    constexpr std::uint64_t page = 4096, guard = 16 * page, size = 256 * page;
    Space space(kf_space_new("7.2", nullptr, nullptr, nullptr));
    if (!space)
        return std::fprintf(stderr, "%s\n", kf_error()), 1;

    const auto at = must(kf_mmap(space.get(), 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, nullptr, 0));
    const Snapshot before(kf_snapshot_new(space.get()));
    must(kf_mprotect(space.get(), at, guard, PROT_NONE));
    const Snapshot after(kf_snapshot_new(space.get()));

    std::vector<kf_change> changes(must(kf_snapshot_diff(before.get(), after.get(), nullptr, 0)));
    kf_snapshot_diff(before.get(), after.get(), changes.data(), changes.size());
    for (const auto &change : changes) {
        std::printf("%zu VMA became %zu\n", change.before_count, change.after_count);
        for (const auto i : std::views::iota(change.after, change.after + change.after_count)) {
            kf_vma vma;
            kf_snapshot_get(after.get(), i, &vma);
            std::printf("%4llu KiB %s %s\n", static_cast<unsigned long long>(vma.end - vma.start) / 1024, vma.perms, text(vma).c_str());
        }
    }
    std::puts(kf_touch(space.get(), at + guard - 1, 1, 1) == KF_SIGSEGV ? "the guard holds" : "the guard does not hold");
}
