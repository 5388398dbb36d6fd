using System.Globalization;

namespace KernelFlags.Definitions;

/// <summary>Checks that a bit lies within the word, is not reserved, and belongs to one flag on each kernel.</summary>
internal sealed class BitCheck
{
    private readonly BoundTable _table;
    private readonly KernelSearch _search;
    private readonly BindContext _context;
    private readonly int _width;

    private BitCheck(BoundTable table, KernelSearch search, BindContext context)
    {
        _table = table;
        _search = search;
        _context = context;
        _width = table.Table.Settings.Width.Max(w => w.Value);
    }

    public static void Run(BoundTable table, KernelSearch search, BindContext context)
    {
        var check = new BitCheck(table, search, context);
        check.CheckWidth();
        check.CheckShared();
    }

    private void CheckWidth()
    {
        foreach (var bit in _table.Flags.SelectMany(f => f.Bits))
        {
            CheckWidth(bit.Case.Value.Number, bit.Value);
        }

        foreach (var reserved in _table.Reserved)
        {
            CheckWidth(reserved.Reserved.Bit, reserved.At["bit"]!);
        }
    }

    private void CheckWidth(int? bit, Cursor at)
    {
        if (bit < 0 || bit >= _width)
        {
            _context.Problems.Report(at, ProblemRules.BitOutside, Text(bit.Value), Text(_width), _table.Table.Name, Text(_width - 1));
        }
    }

    private void CheckShared()
    {
        var users = new Dictionary<int, List<User>>();
        foreach (var flag in _table.Flags.Where(f => f.IsSound))
        {
            for (var i = 0; i < flag.Bits.Count; i++)
            {
                if (flag.Bits[i].Case.Value.Number is { } bit && bit >= 0 && bit < _width)
                {
                    if (!users.TryGetValue(bit, out var list))
                    {
                        users[bit] = list = [];
                    }

                    list.Add(new User(flag, i));
                }
            }
        }

        for (var bit = 0; bit < _width; bit++)
        {
            if (!users.TryGetValue(bit, out var claims))
            {
                continue;
            }

            var shared = Text(bit);
            Clashes.Report(claims, _search, (one, other) => one.Flag == other.Flag ? null : _search.Find(HasBit(one).And(HasBit(other))),
                (one, other, kernel) => _context.Problems.Report(one.Flag.Bits[one.Index].Value, ProblemRules.SharedBit,
                    one.Flag.Flag.Name, shared, other.Flag.Flag.Name, kernel));
        }

        foreach (var reserved in _table.Reserved)
        {
            CheckReserved(reserved, users);
        }
    }

    private void CheckReserved(BoundReserved reserved, Dictionary<int, List<User>> users)
    {
        if (!users.TryGetValue(reserved.Reserved.Bit, out var list))
        {
            return;
        }

        foreach (var user in list.Where(u => _search.Exists(HasBit(u).And(reserved.Reserved.When))))
        {
            _context.Problems.Report(user.Flag.Bits[user.Index].Value, ProblemRules.ReservedBitTaken,
                user.Flag.Flag.Name, Text(reserved.Reserved.Bit), reserved.Reserved.Summary.TrimEnd('.'));
        }
    }

    private static Condition HasBit(User user) => Conditions.HasBit(user.Flag, user.Index);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A flag that claims a bit, and which of its bits that is.</summary>
    private sealed record User(BoundFlag Flag, int Index);
}
