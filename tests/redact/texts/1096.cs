// CopyrightGateway.cs
string userName = ConfigurationManager.AppSettings["CCCUserName"];
string password = ConfigurationManager.AppSettings["CCCPassword"];
if (string.IsNullOrEmpty(password)) throw new ArgumentNullException(nameof(password));
request.Credentials = new NetworkCredential(userName, password);
var token = await client.GetTokenAsync(ct);
log.DebugFormat("Password length: {0}", password.Length);
