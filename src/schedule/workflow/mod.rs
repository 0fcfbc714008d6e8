//! Workflows of GitHub Actions.
