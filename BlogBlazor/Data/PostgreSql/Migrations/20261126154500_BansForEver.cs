using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlogBlazor.Data.PostgreSql.Migrations
{
    /// <summary>move-to-postgresql once cut the time that a ban ends to whole microseconds, and so to a date like any other.</summary>
    public partial class BansForEver : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""UPDATE "AspNetUsers" SET "LockoutEnd" = 'infinity' WHERE "LockoutEnd" >= '9999-12-31 00:00:00+00'""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
