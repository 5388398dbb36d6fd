// What the compiler asks of a framework and .NET Standard 2.0 does not have. Each is embedded: no other assembly sees it, a friend neither.
namespace Microsoft.CodeAnalysis
{
    /// <summary>Marks a type that only its own assembly sees.</summary>
    [Embedded]
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class EmbeddedAttribute : Attribute;
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Marks a setter that is called only while an object is made.</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal static class IsExternalInit;
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Says that a parameter is not null where a method returns a value.</summary>
    /// <param name="returnValue">The value.</param>
    [Microsoft.CodeAnalysis.Embedded]
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        /// <summary>The value.</summary>
        public bool ReturnValue { get; } = returnValue;
    }
}
