using KernelFlags;

/// <summary>A door.</summary>
[KernelFlags("door")]
public readonly partial struct DoorFlags
{
    private static void Main() => System.Console.WriteLine(Open);
}
