using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace BlogBlazor.Media;

/// <summary>A bucket of Amazon S3 or of what speaks like it: MinIO, Garage, Cloudflare R2, Backblaze B2.</summary>
internal sealed class S3MediaStore : IMediaStore, IDisposable
{
    public const string SectionName = "Media:S3";

    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    /// <exception cref="StartupException">A key is missing.</exception>
    public S3MediaStore(IConfiguration configuration)
    {
        _bucket = Required("Bucket");
        var endpoint = Required("Endpoint");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new StartupException($"{SectionName}:Endpoint is '{endpoint}', but must be an address such as https://s3.example.com.");
        }

        _client = new AmazonS3Client(new BasicAWSCredentials(Required("AccessKey"), Required("SecretKey")), new AmazonS3Config
        {
            ServiceURL = endpoint,
            AuthenticationRegion = configuration[$"{SectionName}:Region"] ?? "us-east-1",
            ForcePathStyle = true,
            // Newer checksums are not understood by every server; the signature covers the content as it is.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

        string Required(string key) => configuration[$"{SectionName}:{key}"] is { Length: > 0 } value
            ? value
            : throw new StartupException($"{SectionName}:{key} is missing.");
    }

    public async Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken)
    {
        try
        {
            await _client.GetObjectMetadataAsync(_bucket, name.FileName, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public async Task SaveAsync(MediaName name, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, writable: false);
        await _client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = _bucket,
                Key = name.FileName,
                InputStream = stream,
                ContentType = MediaName.ContentType,
                UseChunkEncoding = false,
            },
            cancellationToken);
    }

    /// <summary>As a whole: it is a picture for a page, and a part of it can then be asked for.</summary>
    public async Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetObjectAsync(_bucket, name.FileName, cancellationToken);
            var content = new MemoryStream((int)answer.ContentLength);
            await answer.ResponseStream.CopyToAsync(content, cancellationToken);
            content.Position = 0;
            return content;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task DeleteAsync(MediaName name, CancellationToken cancellationToken) =>
        _client.DeleteObjectAsync(_bucket, name.FileName, cancellationToken);

    public void Dispose() => _client.Dispose();
}
