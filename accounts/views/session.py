"""Logging in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from accounts.forms.login import LoginForm

login = LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True)
logout = LogoutView.as_view()
