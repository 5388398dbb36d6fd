namespace KernelFlags.Live.Running.Agents;

/// <summary>Signals, by number (signal(7), x86-64).</summary>
internal static class Signals
{
    public const int Trap = 5;
    public const int Bus = 7;
    public const int Kill = 9;
    public const int Segv = 11;
    public const int Child = 17;
}
