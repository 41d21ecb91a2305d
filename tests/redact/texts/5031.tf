terraform {
  required_version = ">= 1.6.0"
  backend "http" {
    address  = "https://git.saltmarsh.example/api/v4/projects/118/terraform/state/ccc"
    username = "tf-deploy"
    password = "glpat-hHipBXBj8TdNJGkGAIgj"
  }
}

resource "aws_secretsmanager_secret_version" "ccc" {
  secret_id     = aws_secretsmanager_secret.ccc.id
  secret_string = jsonencode({
    CCCUserName = "saltmarsh-er"
    CCCPassword = "Cordgrass+Tide6"
  })
}

resource "aws_db_instance" "ares" {
  engine         = "sqlserver-se"
  instance_class = "db.m5.large"
  username       = "aresadmin"
  password       = var.db_password
  tags           = { Name = "ares-prod" }
}
