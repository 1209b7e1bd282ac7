using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Hosting;

/// <summary>A wrong setting stops the start with one sentence that names it.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class ConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private (string, string) Database => ("ConnectionStrings:Blog", $"Data Source={_folder.FullName}/blog.db");

    [Theory]
    [InlineData("Database:Provider", "Foo")]
    [InlineData("ConnectionStrings:Redis", "no=such,setting=")]
    [InlineData("ConnectionStrings:Redis", "localhost:port")]
    [InlineData("ConnectionStrings:Redis", "")]
    [InlineData("ConnectionStrings:Blog", "nonsense")]
    [InlineData("ConnectionStrings:Blog", "Data Source=/proc/no/such/folder/blog.db")]
    [InlineData("Notifications:ComparisonInterval", "abc")]
    [InlineData("Notifications:ComparisonInterval", "5.00:00:00")]
    [InlineData("Notifications:HeartbeatInterval", "00:01:00")]
    [InlineData("Notifications:MaxSocketsPerUser", "0")]
    [InlineData("Notifications:MaxSocketsPerUser", "many")]
    [InlineData("RateLimits:Enabled", "perhaps")]
    [InlineData("Outgoing:AllowPrivateAddresses", "perhaps")]
    [InlineData("Site:Address", "blog.example.org")]
    [InlineData("Setup:AdminEmail", "admin@example.com", "Setup:AdminPassword")]
    [InlineData("Setup:AdminPassword", "a good long password", "Setup:AdminEmail")]
    public async Task A_wrong_value_is_named_in_one_sentence(string key, string value, string? named = null)
    {
        var (exitCode, errors) = await StartAsync(Database, (key, value));

        errors.ShouldContain(named ?? key);
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("Email:From", "https://blog.example.org", "nobody", "587", "")]
    [InlineData("Site:Address", "", "blog@example.org", "587", "")]
    [InlineData("Email:Smtp:Port", "https://blog.example.org", "blog@example.org", "0", "")]
    [InlineData("Email:Smtp:Password", "https://blog.example.org", "blog@example.org", "587", "blog")]
    public async Task With_a_mail_server_what_it_needs_is_asked_for(string named, string address, string from, string port, string username)
    {
        var (exitCode, errors) = await StartAsync(
            [
                Database, ("Email:Smtp:Host", "mail.example.org"), ("Email:From", from), ("Email:Smtp:Port", port), ("Email:Smtp:Username", username),
                .. address.Length > 0 ? [("Site:Address", address)] : Array.Empty<(string, string)>(),
            ]);

        errors.ShouldContain(named);
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("not-an-address", "a good long password", "Setup:AdminEmail")]
    [InlineData("admin@example.com", "short", "Setup:AdminPassword")]
    public async Task An_administrator_who_cannot_be_made_is_told_by_key(string email, string password, string named)
    {
        var (exitCode, errors) = await StartAsync(Database, ("Setup:AdminEmail", email), ("Setup:AdminPassword", password));

        errors.ShouldContain(named);
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_port_in_use_is_named_in_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var (exitCode, errors) = await StartAsync(Database, ("urls", address));

        errors.ShouldContain(address);
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_is_none_is_named_in_one_sentence()
    {
        var (exitCode, errors) = await StartAsync(Database, ("urls", "nonsense"));

        errors.ShouldContain("nonsense");
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task The_process_says_it_on_its_standard_error()
    {
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            ["--urls", "http://127.0.0.1:0"], [Database, ("Database:Provider", "Foo")]);

        errors.ShouldContain("Database:Provider");
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone_and_its_key_named()
    {
        var file = Path.Combine(_folder.FullName, "letter.txt");
        await File.WriteAllTextAsync(file, "Dear database, I am none.", Cancel);

        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            ["--urls", "http://127.0.0.1:0"], [("ConnectionStrings:Blog", $"Data Source={file}")]);

        errors.ShouldContain("ConnectionStrings:Blog");
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
        (await File.ReadAllTextAsync(file, Cancel)).ShouldBe("Dear database, I am none.");
    }

    [Fact]
    public async Task A_database_server_that_is_away_is_named_in_one_sentence()
    {
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            ["--urls", "http://127.0.0.1:0"],
            [("Database:Provider", "PostgreSQL"), ("ConnectionStrings:Blog", "Host=127.0.0.1;Port=1;Database=blog;Username=blog")]);

        errors.ShouldContain("ConnectionStrings:Blog cannot be used: Failed to connect to 127.0.0.1:1");
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("Database:Provider", "Foo")]
    [InlineData("ConnectionStrings:Blog", "nonsense")]
    public async Task The_command_line_names_a_wrong_value_too(string key, string value)
    {
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            ["notify", "--to", "lan", "--message", "hi"], [Database, (key, value)]);

        errors.ShouldContain(key);
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Program itself, but in this process: the runtime need not start for each wrong value.</summary>
    private static async Task<(int ExitCode, string Errors)> StartAsync(params (string Key, string Value)[] settings)
    {
        string[] arguments =
        [
            "--applicationName=BlogBlazor", "--urls=http://127.0.0.1:0", "--Demo:Seed=false",
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        using var errors = new StringWriter();
        var exitCode = await Task.Run(
            () =>
            {
                ErrorsOfStart.Writer.Value = errors;
                return typeof(Program).Assembly.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null);
            },
            Cancel).WaitAsync(TestSocket.Patience, Cancel);
        return (exitCode.ShouldBeOfType<int>(), errors.ToString().Trim());
    }

    /// <summary>The console is everybody's: each start here gets what it writes itself, and all else goes where it went.</summary>
    private sealed class ErrorsOfStart(TextWriter others) : TextWriter
    {
        public static readonly AsyncLocal<StringWriter?> Writer = new();

        static ErrorsOfStart() => Console.SetError(new ErrorsOfStart(Console.Error));

        public override Encoding Encoding => others.Encoding;

        public override void Write(char value) => (Writer.Value ?? others).Write(value);
    }
}
