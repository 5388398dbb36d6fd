namespace Starter_Flags.Tests;

public sealed class DoorFlagsTests
{
    [Fact]
    public void Names_AreReadAndWritten()
    {
        var door = DoorFlags.Open | DoorFlags.Alarmed;
        Assert.Equal(door, DoorFlags.Parse(door.ToString(), null));
        Assert.False(DoorFlags.TryParse("ajar", out _));
    }

    [Fact]
    public void Bits_AreThoseOfTheDefinitions() => Assert.Equal([0, 1, 2], [DoorBit.Open.Number, DoorBit.Locked.Number, DoorBit.Alarmed.Number]);
}
