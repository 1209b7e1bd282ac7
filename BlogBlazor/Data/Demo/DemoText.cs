using System.Text;

namespace BlogBlazor.Data.Demo;

/// <summary>
/// Makes up texts, in English or Vietnamese, that are as long and whose words are as common or rare as in real ones: the word
/// of rank n comes up in proportion to 1/n, and the rare ones are put together from two.
/// </summary>
internal sealed class DemoText(Random random)
{
    private const int Vocabulary = 20_000;

    private static readonly string[] English =
        ("the of and to in a is that it for was on are as with they at be this from have or by one had not but what all were when we there can an your which "
        + "their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make "
        + "than first been its who now people my made over did down only way find use may water long little very after words called just where most know "
        + "river light garden letter window morning server message signal coffee market bicycle weather station kitchen notebook journey mountain harbour evening").Split(' ');

    private static readonly string[] Vietnamese =
        ("và của là có một không được cho người trong các đã với này để những khi từ ở đến cũng như về nhiều ra vào nhà làm năm ngày sau lại trên nước mình "
        + "thì đó phải còn việc chỉ hay đi bạn tôi anh chị em nó gì đâu mới theo hơn biết nói thấy nghĩ viết đọc bài chữ sách trang mạng máy tin thư sông núi "
        + "biển đường phố chợ quán cà phê trà sáng chiều tối đêm mưa nắng gió mùa xuân hạ thu đông hoa lá cây vườn bếp cơm phở bánh xe đạp ga tàu sân cửa sổ đèn").Split(' ');

    private readonly string[] _english = Extend(English, random, "");
    private readonly string[] _vietnamese = Extend(Vietnamese, random, " ");

    public string Title(bool vietnamese) => Sentence(vietnamese, 4, 11).TrimEnd('.');

    public string Summary(bool vietnamese) => Sentence(vietnamese, 12, 26);

    public string Comment(bool vietnamese) => Paragraph(vietnamese, random.Next(1, 5));

    /// <summary>Markdown of some 1 to 8 KB, with headings.</summary>
    public string Post(bool vietnamese)
    {
        var text = new StringBuilder();
        var paragraphs = 3 + (int)(random.NextDouble() * random.NextDouble() * 20);
        for (var i = 0; i < paragraphs; i++)
        {
            if (i % 4 == 3)
            {
                text.Append("## ").Append(Title(vietnamese)).Append("\n\n");
            }

            text.Append(Paragraph(vietnamese, random.Next(2, 7))).Append("\n\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>A number below <paramref name="count"/>; 0 comes up most, and n in proportion to 1/(n+1).</summary>
    public int Zipf(int count) => (int)Math.Pow(count, random.NextDouble()) - 1;

    private string Paragraph(bool vietnamese, int sentences)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sentences; i++)
        {
            text.Append(i > 0 ? " " : "").Append(Sentence(vietnamese, 6, 20));
        }

        return text.ToString();
    }

    private string Sentence(bool vietnamese, int from, int to)
    {
        var words = vietnamese ? _vietnamese : _english;
        var text = new StringBuilder();
        for (var left = random.Next(from, to); left > 0; left--)
        {
            text.Append(words[Zipf(words.Length)]).Append(left > 1 ? ' ' : '.');
        }

        text[0] = char.ToUpperInvariant(text[0]);
        return text.ToString();
    }

    private static string[] Extend(string[] words, Random random, string between) =>
    [
        .. words,
        .. Enumerable.Range(0, Vocabulary - words.Length).Select(_ => words[random.Next(words.Length)] + between + words[random.Next(words.Length)]),
    ];
}
