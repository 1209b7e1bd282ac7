using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlogBlazor.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ReadingTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "ReadingMinutes",
                table: "Posts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            // An estimate, until the post is saved again.
            migrationBuilder.Sql("""UPDATE "Posts" SET "ReadingMinutes" = MAX(1, length("Markdown") / 1300)""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ReadingMinutes",
                table: "Posts");
        }
    }
}
