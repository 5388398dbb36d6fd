using KernelFlags;

namespace Starter_Flags;

/// <summary>The state of a door: <c>definitions/door</c> as a type.</summary>
[KernelFlags("door")]
public readonly partial struct DoorFlags;
