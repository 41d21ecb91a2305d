using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

namespace Reserves.Ccc
{
    // quick repro for support, case 00418827
    internal static class Program
    {
        private const string UserName = "selkirk.copyright";
        private const string Password = @"Bannock""Burn\14";
        private const string ConnStr = "Server=tcp:selkirk-sql.database.windows.net,1433;Database=ares;User ID=aresadm@selkirk-sql;Password=T%weed9-Valley;";

        private static void Main()
        {
            var http = new HttpClient { BaseAddress = new Uri("https://gateway.copyright.com/") };
            var raw = Encoding.UTF8.GetBytes($"{UserName}:{Password}");
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(raw));
            var resp = http.GetAsync("ag/services/AcademicGateway?wsdl").Result;
            Console.WriteLine(resp.StatusCode); // Unauthorized
        }
    }
}
