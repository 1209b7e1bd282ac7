using System.Net;
using System.Net.Sockets;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BlogBlazor.Tests.Hosting;

/// <summary>What users typed leads to public addresses only.</summary>
public sealed class OutgoingRequestsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80b::200e")]
    public void Anybody_s_addresses_are_allowed(string address) =>
        new OutgoingRule(allowsPrivate: false).Allows(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001::7f00:1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    public void Loopback_private_link_local_multicast_and_translated_addresses_are_not(string address)
    {
        new OutgoingRule(allowsPrivate: false).Allows(IPAddress.Parse(address)).ShouldBeFalse();
        new OutgoingRule(allowsPrivate: true).Allows(IPAddress.Parse(address)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, "https", "127.0.0.1")]
    [InlineData(false, "https", "localhost")]
    [InlineData(false, "https", "[::ffff:127.0.0.1]")]
    [InlineData(false, "http", "127.0.0.1")]
    [InlineData(true, "http", "localhost")]
    public async Task Nothing_is_connected_to_that_is_not_allowed_whatever_the_name_says(bool allowsPrivate, string scheme, string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connected = listener.AcceptTcpClientAsync(Cancel).AsTask();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["Outgoing:AllowPrivateAddresses"] = $"{allowsPrivate}";
        builder.AddOutgoingRequests();
        using var services = builder.Build();
        using var client = services.Services.GetRequiredService<IHttpClientFactory>().CreateClient(OutgoingRequests.Client);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var answer = client.GetAsync(new Uri($"{scheme}://{host}:{port}/"), enough.Token);

        if (allowsPrivate)
        {
            using var connection = await connected.WaitAsync(TestSocket.Patience, Cancel);
            await enough.CancelAsync();
            await answer.ShouldThrowAsync<OperationCanceledException>();
        }
        else
        {
            (await answer.ShouldThrowAsync<HttpRequestException>()).Message.ShouldNotContain("refused");
            listener.Pending().ShouldBeFalse();
            connected.IsCompleted.ShouldBeFalse();
        }
    }
}

/// <summary>The same where users type addresses.</summary>
[Trait("Category", "Integration")]
public sealed class TypedAddressesTests
{
    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/hook")]
    [InlineData("hook")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_address_that_can_never_be_called_is_refused_when_it_is_typed(string? url)
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["Outgoing:AllowPrivateAddresses"] = "false" });
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.PostAsync("/api/webhooks", new { url });

        await response.ShouldBeInvalidAsync("url");
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_is_found_out_when_it_is_called()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["Outgoing:AllowPrivateAddresses"] = "false" });
        using var lan = await app.RegisterAsync("lan");
        await lan.AddWebhookAsync(receiver.Url.Replace("http://127.0.0.1", "https://localhost", StringComparison.Ordinal));

        await app.NotifyAsync(lan, 1);

        await app.UntilAsync(w => w.Attempts > 0);
        (await app.WebhookAsync()).Answer.ShouldBe("The address is not on the public internet.");
        receiver.All.ShouldBeEmpty();
    }
}
