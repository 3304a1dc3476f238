"""Makes askbrief's own reader again: data, hard negatives, training, export to ONNX int8, measurement."""
