"""Tests of the pure parts: no data folder, no network, no model."""
