"""Cordée."""
