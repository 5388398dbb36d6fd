using System.Globalization;
using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that a bit lies within the word, is not reserved, and belongs to one flag on each kernel.</summary>
internal sealed class BitCheck
{
    private readonly BoundTable _table;
    private readonly KernelSearch _search;
    private readonly int _width;

    private BitCheck(BoundTable table, KernelSearch search)
    {
        _table = table;
        _search = search;
        _width = table.Table.Settings.Width.Max(w => w.Value);
    }

    public static void Run(BoundTable table, KernelSearch search)
    {
        var check = new BitCheck(table, search);
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
            at.Report(ProblemRules.BitOutside, Text(bit.Value), Text(_width), _table.Table.Name, Text(_width - 1));
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
            Clashes.Report(claims, _search, (one, other) => Shares(one, other) || Shares(other, one) ? null : Clash(one, other),
                (one, other, kernel) => one.Flag.Bits[one.Index].Value.Report(ProblemRules.SharedBit,
                    one.Flag.Flag.Name, shared, other.Flag.Flag.Name, kernel));
        }

        foreach (var reserved in _table.Reserved)
        {
            CheckReserved(reserved, users);
        }

        foreach (var sharing in users.Values.SelectMany(list => list).Where(u => u.Shares is not null))
        {
            CheckIsShared(sharing, users[sharing.Flag.Bits[sharing.Index].Case.Value.Number!.Value]);
        }
    }

    /// <summary>Whether a kernel is known to have one flag on the bit of the other, which is not meant to be the same.</summary>
    private static bool Shares(User one, User other) => one.Flag == other.Flag || one.Shares?.Text == other.Flag.Flag.Name;

    private string? Clash(User one, User other) => _search.Find(HasBit(one).And(HasBit(other)));

    private void CheckIsShared(User sharing, List<User> users)
    {
        var others = users.FindAll(u => u.Flag != sharing.Flag && Shares(sharing, u));
        if (!others.Exists(u => Clash(sharing, u) is not null) && !_search.IsExhausted
            && _table.Flags.Exists(f => f.IsSound && f.Flag.Name == sharing.Shares!.Text))
        {
            sharing.Shares!.Report(ProblemRules.NotShared,
                sharing.Flag.Flag.Name, Text(sharing.Flag.Bits[sharing.Index].Case.Value.Number!.Value), sharing.Shares!.Text!);
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
            user.Flag.Bits[user.Index].Value.Report(ProblemRules.ReservedBitTaken,
                user.Flag.Flag.Name, Text(reserved.Reserved.Bit), reserved.Reserved.Summary.TrimEnd('.'));
        }
    }

    private static Condition HasBit(User user) => Conditions.HasBit(user.Flag, user.Index);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A flag that claims a bit, and which of its bits that is.</summary>
    private sealed record User(BoundFlag Flag, int Index)
    {
        /// <summary>The flag that is said to have the bit too.</summary>
        public Cursor? Shares => Flag.Bits[Index].Mapping?["shares"];
    }
}
