terraform {
  required_version = ">= 1.5.0"
}
provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809"
  client_secret   = "Kq8~FYlgqR7e6tH3ax7mdL9rUrDmCqudmw1KRZ"
}
resource "azurerm_mssql_server" "ill" {
  name                         = "sql-ill-prod"
  version                      = "12.0"
  administrator_login          = "illsqladmin"
  administrator_login_password = "Pl4net$${earth}Moon"
  minimum_tls_version          = "1.2"
}
variable "ccc_password" {
  type      = string
  sensitive = true
  default   = "d0or-handle"
}
