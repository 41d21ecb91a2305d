"""The laws: form of the files, content of articles, proof by examples, and the knowledge base as a whole."""
