variable "ccc_password" {
  description = "Password for the CCC gateway"
  type        = string
  sensitive   = true
}
resource "random_password" "db" {
  length  = 24
  special = true
}
resource "azurerm_mssql_server" "ill" {
  name                         = "sql-ill-test"
  administrator_login_password = random_password.db.result
}
output "api_key" {
  value     = var.api_key
  sensitive = true
}
# db_password = (sensitive value)
