using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Architecture;

/// <summary>
/// Who may name whom, read from the source: the usings, the qualified names, and, since _Imports.razor imports every
/// feature into every component, the names of the features' own types.
/// </summary>
public sealed partial class DependencyTests
{
    [Theory]
    [InlineData("Notifications", "Accounts", "Posts", "Comments", "Announcements", "Operating")]
    [InlineData("Signals", "Accounts", "Posts", "Comments", "Announcements", "Notifications", "Operating")]
    [InlineData("Idempotency", "Accounts", "Posts", "Comments", "Announcements", "Notifications")]
    [InlineData("Posts", "Comments", "Announcements", "Discovery", "Moving")]
    [InlineData("Comments", "Announcements", "Moving")]
    [InlineData("Discovery", "Comments", "Announcements", "Notifications", "Moving")]
    [InlineData("Media", "Posts", "Comments", "Announcements", "Notifications", "Moving")]
    [InlineData("Moving", "Announcements", "Notifications")]
    [InlineData("Hosting", "Accounts", "Posts", "Comments", "Announcements", "Notifications", "Operating")]
    [InlineData("Operating", "Posts", "Comments", "Announcements")]
    [InlineData("Notifications/Delivery", "Notifications/Circuits", "Notifications/WebSockets", "Notifications/ServerSentEvents", "Notifications/Hubs", "Notifications/Rest")]
    [InlineData("Notifications/Circuits", "Notifications/WebSockets", "Notifications/ServerSentEvents", "Notifications/Hubs", "Notifications/Rest")]
    [InlineData("Notifications/WebSockets", "Notifications/Circuits", "Notifications/ServerSentEvents", "Notifications/Hubs", "Notifications/Rest")]
    [InlineData("Notifications/ServerSentEvents", "Notifications/Circuits", "Notifications/WebSockets", "Notifications/Hubs", "Notifications/Rest")]
    [InlineData("Notifications/Hubs", "Notifications/Circuits", "Notifications/WebSockets", "Notifications/ServerSentEvents", "Notifications/Rest")]
    [InlineData("Notifications/Rest", "Notifications/Circuits", "Notifications/WebSockets", "Notifications/ServerSentEvents", "Notifications/Hubs")]
    public void A_folder_names_nothing_of(string folder, params string[] others)
    {
        foreach (var file in SourceOf(folder))
        {
            var source = WithoutComments(File.ReadAllText(file));
            foreach (var other in others)
            {
                source.ShouldNotContain("BlogBlazor." + other.Replace('/', '.'), Case.Sensitive, file);
                foreach (var type in TypesOf(other))
                {
                    Regex.IsMatch(source, $@"(?<![\w.""/]){type}(?![\w""])").ShouldBeFalse($"{file} names {type} of {other}");
                }
            }
        }
    }

    [Theory]
    [InlineData("Posts")]
    [InlineData("Comments")]
    [InlineData("Announcements")]
    public void A_feature_reaches_notifications_through_the_notifier_only(string feature)
    {
        string[] allowed = ["INotifier", "NewNotification", "NotificationKind", "Channels", "Audience", "FollowButton", "Follow", "Actor"];
        var others = TypesOf("Notifications").Except(allowed).ToList();
        foreach (var file in SourceOf(feature).Where(file => !file.EndsWith("Command.cs", StringComparison.Ordinal)))
        {
            var source = WithoutComments(File.ReadAllText(file));
            others.Where(type => Regex.IsMatch(source, $@"(?<![\w.""/]){type}(?![\w""])")).ShouldBeEmpty(file);
        }
    }

    [Fact]
    public void Program_is_a_table_of_contents() =>
        File.ReadAllLines(Path.Combine(Repository.Root, "BlogBlazor", "Program.cs")).Length.ShouldBeLessThan(90);

    [GeneratedRegex(@"//[^\n]*|@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comments { get; }

    private static string WithoutComments(string source) => Comments.Replace(source, "");

    private static IEnumerable<string> SourceOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "BlogBlazor", folder), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor");

    /// <summary>Names that are plain words elsewhere too would accuse the innocent: a using tells of those.</summary>
    private static List<string> TypesOf(string folder) =>
    [
        .. typeof(Program).Assembly.GetTypes()
            .Where(type => type is { IsNested: false, Namespace: not null } && type.Namespace.StartsWith(
                "BlogBlazor." + folder.Replace('/', '.'), StringComparison.Ordinal))
            .Select(type => type.Name)
            .Where(name => !name.Contains('<', StringComparison.Ordinal) && !name.Contains('`', StringComparison.Ordinal))
            .Except(["Handle", "Comment", "Post", "Tag", "Profile", "Sessions", "Slug", "Draft", "Revision", "Notification", "Follow", "EventHandlers", "_Imports"])
            .Distinct(),
    ];
}
