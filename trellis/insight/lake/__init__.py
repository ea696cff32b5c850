"""Room: results as Parquet files by year, and the engine that counts over them."""
