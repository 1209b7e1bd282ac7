using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A push service on loopback (RFC 8030), such as browser makers run: over https, with a certificate that nobody else trusts.</summary>
public sealed class TestPushService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private TestPushService(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    public Uri Address => new(_app.Urls.First());

    /// <summary>By the last part of the endpoint; each test answers for its browsers.</summary>
    public ConcurrentDictionary<string, Func<IResult>> Answers { get; } = new();

    public ConcurrentQueue<PushRequest> Requests { get; } = new();

    public static async Task<TestPushService> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=push.test", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var service = new TestPushService(builder.Build(), certificate);
        service._app.MapPost("/push/{browser}", (Delegate)service.TakeAsync);
        await service._app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public TestBrowser NewBrowser(string name) => new(new Uri(Address, $"/push/{name}").AbsoluteUri);

    /// <summary>Trusts this service alone.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.GetCertHashString() },
    };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task<IResult> TakeAsync(HttpContext context, string browser)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var answer = Answers.TryGetValue(browser, out var given) ? given() : Results.StatusCode(StatusCodes.Status201Created);
        Requests.Enqueue(new PushRequest(browser, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), body.ToArray()));
        return answer;
    }
}

public sealed record PushRequest(string Browser, IReadOnlyDictionary<string, string> Headers, byte[] Body);
