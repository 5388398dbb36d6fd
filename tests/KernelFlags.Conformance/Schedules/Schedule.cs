using System.Globalization;

namespace KernelFlags.Conformance.Schedules;

/// <summary>
/// One order of steps: what was chosen wherever there was a choice. The first choice is always to go on with the same thread, so that few
/// choices differ from 0.
/// </summary>
internal sealed class Schedule
{
    private readonly List<Choice> _choices = [];
    private int _next;

    /// <summary>Begins from the start.</summary>
    public void Rewind() => _next = 0;

    /// <summary>Makes the next choice: the one that is laid down, or the first.</summary>
    /// <param name="step">The number of the step before which it is made.</param>
    /// <param name="options">How many there are.</param>
    /// <returns>The choice, from 0.</returns>
    public int Choose(int step, int options)
    {
        if (_next == _choices.Count)
        {
            _choices.Add(new(step, 0, options));
        }
        else if (_choices[_next].Step != step)
        {
            return 0; // what was parsed names only the choices that matter
        }

        return _choices[_next++].Taken;
    }

    /// <summary>Goes to the next order that has not been seen: the last choice that has another option takes it.</summary>
    /// <returns>False when there is none.</returns>
    public bool MoveNext()
    {
        _choices.RemoveRange(_next, _choices.Count - _next);
        while (_choices.Count > 0)
        {
            var last = _choices[^1];
            _choices.RemoveAt(_choices.Count - 1);
            if (last.Taken + 1 < last.Options)
            {
                _choices.Add(last with { Taken = last.Taken + 1 });
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Schedule Parse(string text)
    {
        var schedule = new Schedule();
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf(':', StringComparison.Ordinal);
            schedule._choices.Add(new(
                int.Parse(part[..at], CultureInfo.InvariantCulture), int.Parse(part[(at + 1)..], CultureInfo.InvariantCulture), int.MaxValue));
        }

        return schedule;
    }

    /// <summary>The choices other than 0, each with its step: <c>17:1 40:2</c>.</summary>
    /// <returns>The text, which is enough to run the schedule again.</returns>
    public override string ToString() =>
        string.Join(' ', _choices.Where(c => c.Taken != 0).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Step}:{c.Taken}")));

    private readonly record struct Choice(int Step, int Taken, int Options);
}
