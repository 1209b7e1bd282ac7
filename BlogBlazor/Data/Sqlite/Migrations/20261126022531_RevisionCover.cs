using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlogBlazor.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RevisionCover : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "CoverAlt",
                table: "Revisions",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CoverUrl",
                table: "Revisions",
                type: "TEXT",
                maxLength: 80,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "CoverAlt",
                table: "Revisions");

            migrationBuilder.DropColumn(
                name: "CoverUrl",
                table: "Revisions");
        }
    }
}
