//! The port for other nodes, reached by whoever is none.
