public CccCredentials Load()
{
    var user = ConfigurationManager.AppSettings["CccUserName"];
    var password = ConfigurationManager.AppSettings["CccPassword"];
    string apiKey = settings.ApiKey ?? throw new InvalidOperationException("apiKey missing");
    if (string.IsNullOrEmpty(password)) { log.Error("Password is empty"); return null; }
    request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password)));
    return new CccCredentials { UserName = user, Password = password, Token = token };
}
