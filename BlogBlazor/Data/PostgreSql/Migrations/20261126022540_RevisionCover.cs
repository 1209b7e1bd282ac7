using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlogBlazor.Data.PostgreSql.Migrations
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
                type: "character varying(300)",
                maxLength: 300,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "CoverUrl",
                table: "Revisions",
                type: "character varying(80)",
                maxLength: 80,
                nullable: true,
                collation: "C");
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
