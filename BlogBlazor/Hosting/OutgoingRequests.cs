using System.Net;
using System.Net.Sockets;
using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Hosting;

/// <summary>
/// Requests to addresses that users typed. They go to public addresses only, by https: the server stands where users do
/// not, beside databases and behind firewalls (server-side request forgery). It is the address that is really connected to
/// that counts, whatever a name resolved to before.
/// </summary>
public static class OutgoingRequests
{
    /// <summary>The name of the client, for <see cref="IHttpClientFactory"/>.</summary>
    public const string Client = "outgoing";

    public const int MaxUrlLength = 500;

    public static void AddOutgoingRequests(this IHostApplicationBuilder builder)
    {
        var allowsPrivate = builder.Configuration.GetValue("Outgoing:AllowPrivateAddresses", builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(new OutgoingRule(allowsPrivate));
        builder.Services.AddHttpClient(Client)
            .ConfigureHttpClient(client => client.DefaultRequestHeaders.UserAgent.ParseAdd("BlogBlazor"))
            .ConfigurePrimaryHttpMessageHandler(services =>
            {
                var rule = services.GetRequiredService<OutgoingRule>();
                return new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    // A proxy would connect in our place, to whatever it likes.
                    UseProxy = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    ConnectCallback = rule.ConnectAsync,
                };
            })
            // Some addresses are themselves a secret.
            .RemoveAllLoggers();
    }
}

/// <param name="allowsPrivate">Private addresses, and http, are permitted: for development, and receivers in one’s own network.</param>
public sealed class OutgoingRule(bool allowsPrivate)
{
    /// <summary>What a person is told of an address that can never be called; a name may still lead nowhere later.</summary>
    public string? Problem(string? url, IStringLocalizer<Texts> texts)
    {
        if (url is not { Length: > 0 and <= OutgoingRequests.MaxUrlLength }
            || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || !(address.Scheme == Uri.UriSchemeHttps || (allowsPrivate && address.Scheme == Uri.UriSchemeHttp)))
        {
            return texts["Please give a whole address that begins with https://."].Value;
        }

        return IPAddress.TryParse(address.DnsSafeHost, out var literal) && !Allows(literal)
            ? texts["This address is not on the public internet."].Value
            : null;
    }

    public bool Allows(IPAddress address) => allowsPrivate || PublicAddresses.Contains(address);

    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!allowsPrivate && context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps)
        {
            throw new HttpRequestException("Only https is allowed.");
        }

        return await ConnectAsync(context.DnsEndPoint, cancellationToken);
    }

    /// <exception cref="HttpRequestException">It is not a public address.</exception>
    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken cancellationToken)
    {
        var all = await Dns.GetHostAddressesAsync(to.Host, cancellationToken);
        var allowed = Array.FindAll(all, Allows);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException("The address is not on the public internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
