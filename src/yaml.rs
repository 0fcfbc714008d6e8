//! YAML as a tree with places.
