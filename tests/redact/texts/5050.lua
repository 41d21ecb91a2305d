-- CCC status addon
local settings = {};
settings.UserName = GetSetting("CCCUserName");
settings.Password = GetSetting("CCCPassword");
settings.ApiKey   = GetSetting("MarketplaceApiKey");
settings.AutoSearch = GetSetting("AutoSearch");

local function Login(form)
  if settings.Password == nil or settings.Password == "" then
    LogDebug("CCC addon: password is empty, please set it in the addon manager");
    return false;
  end
  local token = string.match(form.DocumentText, 'name="csrf_token" value="([^"]+)"');
  browser:SetFormValue("login", "username", settings.UserName);
  browser:SetFormValue("login", "password", settings.Password);
  LogDebug("token length " .. string.len(token or ""));
  return browser:SubmitForm("login");
end
