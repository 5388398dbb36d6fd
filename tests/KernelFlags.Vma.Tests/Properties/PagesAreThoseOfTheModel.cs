namespace KernelFlags.Vma.Tests.Properties;

/// <summary>The pages are those of a model that keeps attributes a page at a time, and so are the errors.</summary>
public sealed class PagesAreThoseOfTheModel : Property
{
    internal override IReadOnlyList<CallKind> Calls => [.. base.Calls, CallKind.Mseal];

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world) => new Comparison<TFlags>(world).Check;

    private sealed class Comparison<TFlags>(World<TFlags> world)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        private readonly PageModel<TFlags> _model = new(world);

        /// <summary>What the model has in the place of the file behind each shared anonymous mapping.</summary>
        private readonly Dictionary<VmaFile, object> _sharedAnonymous = [];

        public void Check(Step<TFlags> step)
        {
            var (call, result) = (step.Call, step.Result);
            var expected = _model.Do(call, result);
            if (call is { Kind: CallKind.Mmap, Backing: Backing.SharedAnonymous } && result.Succeeded)
            {
                world.Space.TryFind(call.Start, out var vma);
                _sharedAnonymous.Add(vma.File!, _model.Pages[call.Start / TestPage.Size].File!);
            }

            Assert.True(Agrees(call, expected, result), $"{call}: {result}, and not {expected}");
            var pages = Pages(step.After);
            if (call.Kind is CallKind.Resize or CallKind.Move or CallKind.DontUnmap)
            {
                FollowRemap(step, pages);
            }

            Assert.Equal(_model.Pages, pages);
        }

        /// <summary>Locking and mapping locked also fault pages in, which the model knows nothing of.</summary>
        private static bool Agrees(RandomCall call, Errno expected, SyscallResult actual) =>
            actual.Error == expected
            || (expected == Errno.None && call.Kind is CallKind.Mlock or CallKind.Mlock2 && actual.Error is Errno.ENOMEM or Errno.EAGAIN);

        /// <summary>
        /// What mremap does to whole VMAs, and so beyond its ranges: what DONTUNMAP leaves behind is unlocked, and what moved is unregistered,
        /// each together with what it had merged with before. What a call that failed had done already is not known.
        /// </summary>
        private void FollowRemap(in Step<TFlags> step, IReadOnlyDictionary<ulong, PageAttributes<TFlags>> pages)
        {
            var (call, result) = (step.Call, step.Result);
            if (!result.Succeeded && call.Kind != CallKind.Resize)
            {
                _model.Forget(call.Start, call.End, pages);
                _model.Forget(call.NewStart, call.NewStart + call.Length, pages);
            }

            var sources = step.Before.Where(v => Overlaps(v, call.Start, call.Length)).ToList();
            foreach (var vma in step.After)
            {
                if (call.Kind == CallKind.DontUnmap && Overlaps(vma, call.Start, call.Length) && !vma.Flags.TestAny(TFlags.Locked))
                {
                    _model.Drop(vma.Start, vma.End, TFlags.LockedMask);
                }

                if (result.Succeeded
                    && vma.Uffd is null
                    && (Overlaps(vma, result.Value, call.Length) || sources.Exists(v => Overlaps(vma, v.Start, v.Length))))
                {
                    _model.Drop(vma.Start, vma.End, TFlags.UserfaultfdMask);
                }
            }
        }

        private static bool Overlaps(in Vma<TFlags> vma, ulong start, ulong length) => vma.Start < start + length && vma.End > start;

        private SortedDictionary<ulong, PageAttributes<TFlags>> Pages(List<Vma<TFlags>> vmas)
        {
            var pages = new SortedDictionary<ulong, PageAttributes<TFlags>>();
            foreach (var vma in vmas)
            {
                object? file = vma.File is { Kind: FileKind.SharedAnonymous } ? _sharedAnonymous[vma.File] : vma.File;
                for (var i = 0UL; i < vma.Length / TestPage.Size; i++)
                {
                    pages[(vma.Start / TestPage.Size) + i] = new(
                        vma.Flags & PageModel<TFlags>.Told, file, file is null ? 0 : vma.PageOffset + i, vma.Name, vma.Policy, vma.Uffd);
                }
            }

            return pages;
        }
    }
}
