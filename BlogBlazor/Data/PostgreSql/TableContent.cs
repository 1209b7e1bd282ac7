using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>What a table holds, told in the same way for every database: how many rows, and a checksum over all their values.</summary>
internal sealed record TableContent(long Rows, string Checksum)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows,12:N0} {Checksum[..12]}");

    /// <summary>Adds rows up, in an order that must be the same everywhere.</summary>
    public sealed class Sum : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _rows;

        public void Add(IEnumerable<object?> row)
        {
            foreach (var value in row)
            {
                // With its length before it, so that no two rows read the same.
                var text = AsText(value);
                _hash.AppendData(Encoding.UTF8.GetBytes(text is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
            }

            _rows++;
        }

        public TableContent Content() => new(_rows, Convert.ToHexStringLower(_hash.GetCurrentHash()));

        public void Dispose() => _hash.Dispose();

        private static string? AsText(object? value) => value switch
        {
            null => null,
            byte[] bytes => Convert.ToHexString(bytes),
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }
}
