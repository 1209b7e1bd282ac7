using System.Runtime.CompilerServices;

namespace BlogBlazor.Tests.TestKit;

/// <summary>The application's own source files, for tests of what is written in them.</summary>
public static class SourceTree
{
    private static readonly string Application = Path.GetFullPath(Path.Combine(Here(), "..", "..", "BlogBlazor"));

    public static string PathOf(string name) => Path.Combine(Application, name);

    /// <summary>The <c>.cs</c> and <c>.razor</c> files in a folder and below, without what the build makes.</summary>
    public static IEnumerable<(string Name, string Text)> Files(string folder = "") =>
        from path in Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
        where path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal)
        let name = Path.GetRelativePath(Application, path).Replace('\\', '/')
        where !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
        orderby name
        select (name, File.ReadAllText(path));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
