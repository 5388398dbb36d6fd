namespace KernelFlags.Vma.Tests.Properties;

/// <summary>What holds of pages of 4 KiB holds of larger ones: the properties once more, on machines with pages of 16 and 64 KiB.</summary>
public sealed class PageSizePropertyTests
{
    private static readonly string[] Own = [typeof(Property).Assembly.GetName().Name!];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var property in typeof(Property).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Property)) && !t.IsAbstract))
            {
                cases.Add(property.Name, 14);
                cases.Add(property.Name, 16);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Property_Holds_OfLargerPages(string property, int pageShift)
    {
        var tests = LoadedAgain.WithPages(Own, pageShift).Tests;
        var type = tests.GetType($"{typeof(Property).Namespace}.{property}", throwOnError: true)!;
        var holds = type.GetMethod(nameof(Property.Holds_AfterRandomCalls))!;
        holds.Invoke(Activator.CreateInstance(type), ["Linux 7.2"]);
        holds.Invoke(Activator.CreateInstance(type), ["Linux 6.1"]);
    }
}
