using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Tests.Architecture;

public sealed class ComponentTests
{
    /// <summary>By a test of its own, and not only as a part of a page.</summary>
    [Fact]
    public void Every_component_of_notifications_is_rendered_by_a_component_test()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "BlogBlazor.Tests", "Notifications"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ToList();
        var components = typeof(Program).Assembly.GetTypes().Where(type => typeof(IComponent).IsAssignableFrom(type)
            && type.Namespace!.StartsWith("BlogBlazor.Notifications", StringComparison.Ordinal) && type.Name != "_Imports").ToList();

        components.ShouldNotBeEmpty();
        components.Where(component => !tests.Exists(source => Regex.IsMatch(source, $@"\b(Render|PrerenderAsync)<{component.Name}>")))
            .Select(component => component.FullName).ShouldBeEmpty();
    }
}
