using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A browser's side of a push: its keys, and how it checks and decrypts, written from RFC 8188, 8291 and 8292 alone.</summary>
public sealed class TestBrowser(string endpoint) : IDisposable
{
    private readonly ECDiffieHellman _keys = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(16);

    public string Endpoint => endpoint;

    /// <summary>What <c>PushSubscription.toJSON()</c> gives.</summary>
    public object Subscription => new { endpoint, keys = new { p256dh = Keys.P256dh, auth = Keys.Auth } };

    public (string P256dh, string Auth) Keys => (WebEncoders.Base64UrlEncode(Point(_keys)), WebEncoders.Base64UrlEncode(_secret));

    public JsonElement Decrypt(byte[] body)
    {
        var salt = body[..16];
        var recordSize = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16, 4));
        var sender = body[21..(21 + body[20])];
        var record = body.AsSpan(21 + body[20]);
        ((long)record.Length).ShouldBeLessThanOrEqualTo(recordSize);
        using var senderKey = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = sender[1..33], Y = sender[33..] },
        });
        byte[] both = [.. "WebPush: info\0"u8, .. Point(_keys), .. sender];
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, _keys.DeriveRawSecretAgreement(senderKey.PublicKey), 32, _secret, both);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());
        using var aes = new AesGcm(key, tagSizeInBytes: 16);
        var plain = new byte[record.Length - 16];
        aes.Decrypt(nonce, record[..^16], record[^16..], plain);
        var end = Array.FindLastIndex(plain, letter => letter != 0);
        plain[end].ShouldBe((byte)2, "the last record ends with 2 and padding");
        return JsonElement.Parse(Encoding.UTF8.GetString(plain, 0, end));
    }

    /// <returns>The claims of its token, whose signature is right.</returns>
    public static JsonElement CheckSignature(PushRequest request, string publicKey)
    {
        var parts = request.Headers["Authorization"]["vapid ".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        parts["k"].ShouldBe(publicKey);
        var point = WebEncoders.Base64UrlDecode(parts["k"]);
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });
        var token = parts["t"].Split('.');
        key.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), WebEncoders.Base64UrlDecode(token[2]),
            HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation).ShouldBeTrue();
        JsonElement.Parse(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token[0]))).GetProperty("alg").GetString().ShouldBe("ES256");
        return JsonElement.Parse(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token[1])));
    }

    public void Dispose() => _keys.Dispose();

    private static byte[] Point(ECDiffieHellman keys)
    {
        var q = keys.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. q.X!, .. q.Y!];
    }
}
