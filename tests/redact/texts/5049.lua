-- CCC Permissions Addon v1.4.2
-- hard coded while Addon settings are broken (ticket INC0047712)
local settings = {};
settings.GatewayUrl = "https://gateway.copyright.com/ag/services/AcademicGateway";
settings.UserName = "matamata-ill"; -- GetSetting("CCCUserName");
settings.Password = [[Hobbit"Hole]42]]; -- GetSetting("CCCPassword");
settings.LocationId = GetSetting("CCCLocationID");

luanet.load_assembly("System.Net");
local Types = {};
Types["WebClient"] = luanet.import_type("System.Net.WebClient");

function PlaceOrder()
  local tn = GetFieldValue("Transaction", "TransactionNumber");
  local client = Types["WebClient"]();
  client.Headers:Add("Authorization", "Basic bWF0YW1hdGEtaWxsOkhvYmJpdCJIb2xlXTQy");
  client.Headers:Add("X-Proxy-Key", 'rBHNkxqjr5qq9bgDw7AyZA');
  LogDebug("Sending order for TN " .. tn);
  return client:UploadString(settings.GatewayUrl, BuildEnvelope(tn));
end
