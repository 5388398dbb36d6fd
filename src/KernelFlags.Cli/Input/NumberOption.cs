using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace KernelFlags.Cli.Input;

/// <summary>Options that take a number, and say so of what is none.</summary>
internal static class NumberOption
{
    /// <summary>Reads the option's word as a number.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    public static Option<T> AsNumber<T>(this Option<T> option)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Read<T>(option, result);
        return option;
    }

    /// <summary>Reads the option's word as a number, for an option that may be left out.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    public static Option<T?> AsNumber<T>(this Option<T?> option)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Read<T>(option, result);
        return option;
    }

    private static T Read<T>(Option option, ArgumentResult result)
        where T : struct, INumber<T>
    {
        var word = result.Tokens[0].Value;
        if (!T.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            result.AddError($"{option.Name} takes a number; '{word}' is none, or too large");
        }

        return number;
    }
}
