using System.Runtime.InteropServices;
using System.Text;
using KernelFlags.Proc.Input;
using KernelFlags.Vma;

namespace KernelFlags.Native.Handles;

/// <summary>The last call of each thread that failed, in words.</summary>
internal static unsafe class Failure
{
    /// <summary>EINVAL, as C functions return it.</summary>
    public const int Invalid = -(int)Errno.EINVAL;

    private const int InputOutput = -5;

    [ThreadStatic]
    private static Func<string>? _message;

    [ThreadStatic]
    private static SyscallResult _result;

    [ThreadStatic]
    private static NativeText? _text;

    /// <summary>Takes note of one.</summary>
    /// <param name="message">What to say of it, worked out when it is asked for.</param>
    /// <param name="code">What the call returns.</param>
    /// <returns><paramref name="code"/>.</returns>
    public static int Is(Func<string> message, int code = Invalid)
    {
        _message = message;
        return code;
    }

    /// <summary>Takes note of a system call that failed in the model.</summary>
    public static void Is(in SyscallResult result) => (_message, _result) = (null, result);

    /// <summary>Takes note of a handle that stands for nothing.</summary>
    /// <param name="kind">What it should stand for.</param>
    /// <returns>-EINVAL.</returns>
    public static int NoHandle(string kind) => Is(kind switch
    {
        "kf_space" => static () => "this is no kf_space: null, freed, or never made",
        "kf_file" => static () => "this is no kf_file: freed, or never made",
        "kf_uffd" => static () => "this is no kf_uffd: null, freed, or never made",
        _ => static () => "this is no kf_snapshot: null, freed, or never made",
    });

    /// <summary>Takes note of what was thrown.</summary>
    /// <returns>The error as a number.</returns>
    public static int Of(Exception exception)
    {
        try
        {
            var code = exception switch
            {
                OutOfMemoryException or InsufficientExecutionStackException => -(int)Errno.ENOMEM,
                ArgumentException or InvalidOperationException or NotSupportedException or FormatException or RefusedException or InputException => Invalid,
                _ => InputOutput,
            };
            return Is(() => MessageOf(exception), code);
        }
        catch (OutOfMemoryException)
        {
            return -(int)Errno.ENOMEM;
        }
    }

    /// <summary>Takes note of a file or a folder that can't be read: the runtime's own words for it are left out of the library.</summary>
    /// <returns>The error as a number.</returns>
    public static int Unread(string path, Exception exception) => Is(() => Unreadable(path, exception), InputOutput);

    /// <summary>That a file or a folder can't be read, and why.</summary>
    public static string Unreadable(string path, Exception exception) => $"{path} can't be read: " + exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => Directory.Exists(path) ? "it is a folder" : "its permissions do not allow it",
        _ => exception.GetType().Name,
    };

    /// <summary>Messages of the runtime's own are left out of the library: its exceptions say what they are by their names.</summary>
    private static string MessageOf(Exception exception) => exception switch
    {
        InputException input => input.Format("smaps"),
        RefusedException or FormatException => exception.Message,
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };

    /// <summary>The text, which lives until the thread's next call of this.</summary>
    /// <returns>UTF-8 with a 0 at its end; empty where nothing failed.</returns>
    public static byte* Text()
    {
        var text = _message?.Invoke() ?? (_result.Outcome == SyscallOutcome.Success ? "" : _result.ToString());
        return (_text ??= new()).Set(text);
    }

    private sealed class NativeText
    {
        private byte* _bytes;

        ~NativeText() => NativeMemory.Free(_bytes);

        public byte* Set(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)length + 1);
            _bytes[Encoding.UTF8.GetBytes(text, new Span<byte>(_bytes, length))] = 0;
            return _bytes;
        }
    }
}
