"""What the scenes are drawn with: a pinhole camera, surfaces, people, cars, light and captions."""
