using System.Globalization;

namespace KernelFlags.Vma;

/// <summary>A range of addresses, <c>[Start, End)</c>, in bytes.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last one.</param>
public readonly record struct AddressRange(ulong Start, ulong End)
{
    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>The range as <c>/proc/PID/maps</c> shows it: <c>7f0000000000-7f0000001000</c>.</summary>
    /// <returns>Both addresses in hexadecimal digits, eight at least.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start:x8}-{End:x8}");
}
