using System.Reflection;

namespace BlogBlazor.Hosting;

/// <summary>This process among those that serve the same site.</summary>
public static class Instance
{
    public static string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>The number of the release, and after a plus the commit it was built from.</summary>
    public static string Version { get; } =
        typeof(Instance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
