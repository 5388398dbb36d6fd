using CsCheck;
using KernelFlags.Vma.Pages.Tables;

namespace KernelFlags.Vma.Tests.Pages;

/// <summary>The sparse array is a sorted dictionary that threads may read while one changes it.</summary>
public sealed class SparseArrayTests
{
    private static readonly Gen<ulong> Indices = Gen.Select(Gen.Int[0, 33], Gen.ULong, (bits, random) => random & ((1UL << bits) - 1));

    [Fact]
    public void WhatIsPutInAndTakenOut_IsAsInASortedDictionary() =>
        Gen.Select(Gen.Bool, Indices, Indices).Array[1, 200].Sample(steps =>
        {
            var array = new SparseArray<string>();
            var model = new SortedDictionary<ulong, string>();
            foreach (var (isRemoved, index, from) in steps)
            {
                if (isRemoved)
                {
                    var some = model.Count > 0 && index % 2 == 0 ? model.Keys.ElementAt((int)(from % (ulong)model.Count)) : index;
                    array.Remove(some);
                    model.Remove(some);
                }
                else
                {
                    model[index] = $"{index}";
                    array.Set(index, model[index]);
                }

                Assert.Equal(model.Count == 0, array.IsEmpty);
                Assert.Equal(model.GetValueOrDefault(index), array[index]);
                Assert.Equal(model.FirstOrDefault(pair => pair.Key >= from).Value, array.FirstFrom(from));
            }

            Assert.All(model, pair => Assert.Same(pair.Value, array[pair.Key]));
        });
}
