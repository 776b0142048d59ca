"""The application that holds the tables of sessions and of what ends them."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dinh.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
